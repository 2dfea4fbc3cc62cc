import { Database } from '@fiksu/database';
import { expectProblem } from '../../test/expect-problem.ts';
import { FakeClamd } from '../../test/fake-clamd.ts';
import { startNotes, type NotesService } from '../../test/notes-service.ts';
import { noteBody } from '../../test/planted-notes.ts';
import { FileClient } from '../../test/sending-files.ts';
import { Storage } from '../storage/storage.ts';

let clamd: FakeClamd;
let notes: NotesService;
let resident: FileClient;
beforeAll(async () => {
  clamd = await FakeClamd.start();
  notes = await startNotes({ CLAMAV_URL: clamd.url });
  resident = await FileClient.of(notes, 'resident');
});
afterAll(async () => {
  await notes.stop();
  await clamd.stop();
});

const verdicts = (infected: string, clean = 'stream: OK') => {
  clamd.answers = (bytes) => (String(bytes).includes('virus') ? infected : clean);
};
const keyOf = async (id: string) => ((await notes.app.get(Database).dataSource.query('select key from file where id = $1', [id]))[0] as { key: string }).key;

/** Until what is to be removed has been. */
async function untilNoneIsLoose(): Promise<void> {
  while ((await notes.db.dataSource.query('select from loose_bytes')).length > 0) await new Promise(setImmediate);
}

describe('a file that a scanner looks at', () => {
  it('is clean when the scanner has said so', async () => {
    verdicts('stream: Eicar FOUND');
    const { id } = await resident.sendClean('harmless');
    await resident.content(id).expect(200);
    expect(clamd.scanned.map(String)).toContain('harmless');
  });

  it('is read by nobody before, not even by who sent it', async () => {
    const asked = new Promise<void>((resolve) => {
      clamd.answers = () => {
        resolve();
        return null;
      };
    });
    const { body } = await resident.send('waiting');
    await asked;
    for (const answer of [await resident.content(body.id), await resident.get(`${body.id}/content`, { Range: 'bytes=0-1' })]) expect(answer.status).toBe(409);
    expectProblem(await resident.get(`${body.id}/content`), { status: 409, code: 'not-clean' });
    expect((await resident.get(body.id).expect(200)).body).toMatchObject({ status: 'pending', version: 1 });
    // A scan without a verdict is tried again; a test need not wait for that time to come.
    verdicts('stream: Eicar FOUND');
    await notes.db.dataSource.query(
      `select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs where task_identifier = 'scan-file'), run_at => now())`,
    );
    await resident.until(body.id, 'clean');
    await resident.content(body.id).expect(200);
  });

  it('loses its bytes where it is infected, and stays known', async () => {
    verdicts('stream: Eicar-Test-Signature FOUND');
    const { body } = await resident.send('a virus');
    const key = await keyOf(body.id);
    await resident.until(body.id, 'infected');
    expectProblem(await resident.get(`${body.id}/content`), { status: 410, code: 'infected' });
    expect((await resident.get(body.id).expect(200)).body).toMatchObject({ status: 'infected', version: 2, name: 'file', size: 7 });
    await untilNoneIsLoose();
    await expect(notes.app.get(Storage).read(key)).rejects.toMatchObject({ kind: 'NotFound' });
  });

  it('cannot be hung on anything where it is infected', async () => {
    verdicts('stream: Eicar-Test-Signature FOUND');
    const coordinator = await FileClient.of(notes, 'coordinator');
    const { body } = await coordinator.send('another virus');
    await coordinator.until(body.id, 'infected');
    const answer = await (await notes.as('coordinator')).post('/notes', noteBody({ attachments: [body.id] }));
    expectProblem(answer, { status: 422, code: 'invalid', pointers: ['/attachments/0'] });
  });
});
