import { Id } from '@fiksu/contracts';
import { z } from 'zod';

const pointersMax = 100;
const pointerLengthMax = 500;
const reasonLengthMax = 2000;

const Pointer = z
  .string()
  .max(pointerLengthMax)
  .regex(/^(\/([^~/]|~[01])*)+$/, 'Must be a JSON pointer');

export const RedactBody = z
  .strictObject({
    event: Id,
    pointers: z.array(Pointer).min(1).max(pointersMax).describe('What to take out, under `/data`'),
    reason: z.string().trim().min(1).max(reasonLengthMax).describe('Kept in the history, and told to nobody else'),
  })
  .meta({ id: 'RedactBody', examples: [{ event: '01936a5c-8f00-7cc3-98c4-dc0c0c073999', pointers: ['/data/title'], reason: 'Names a person' }] });
export type RedactBody = z.infer<typeof RedactBody>;
