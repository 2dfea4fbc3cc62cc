import { writeAsyncApi, writeOpenApi } from '@fiksu/service';
import { partners } from './partners.ts';

await writeOpenApi(partners, new URL('../openapi.json', import.meta.url));
await writeAsyncApi(partners, new URL('../asyncapi.json', import.meta.url));
