export const b: number = 3;
