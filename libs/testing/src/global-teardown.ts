export default async function stopPostgresForTests(): Promise<void> {
  await globalThis.fiksuTestPostgres?.stop();
}
