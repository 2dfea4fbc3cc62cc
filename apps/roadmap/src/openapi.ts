import { writeAsyncApi, writeOpenApi } from '@fiksu/service';
import { roadmap } from './roadmap.ts';

await writeOpenApi(roadmap, new URL('../openapi.json', import.meta.url));
await writeAsyncApi(roadmap, new URL('../asyncapi.json', import.meta.url));
