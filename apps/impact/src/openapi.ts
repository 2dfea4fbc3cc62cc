import { writeAsyncApi, writeOpenApi } from '@fiksu/service';
import { impact } from './impact.ts';

await writeOpenApi(impact, new URL('../openapi.json', import.meta.url));
await writeAsyncApi(impact, new URL('../asyncapi.json', import.meta.url));
