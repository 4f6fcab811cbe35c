/**
 * A thread that does one work and ends: so that pages go on answering while a country is published. Its first message is the
 * order, the next one asks it to stop.
 */
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { Refusal } from '@cloison/command/refusal';
import type { WorkKind, WorkRequests } from '@cloison/console-messages';
import { measurementRefusal } from '@cloison/study-files';
import { openCampaign } from '../../campaign/open-campaign.ts';
import { KeyStore } from '../../keys/key-store.ts';
import { explainStorage } from '../../vault/storage-failure.ts';
import { readVault, type Vault } from '../../vault/vault.ts';
import { openPatiently } from '../desk/desk.ts';
import { refuseConsole } from '../desk/refusals.ts';
import { WORK, type WorkTools } from './work-kinds.ts';
import type { WorkNews, WorkOrder } from './work-order.ts';

const stop = new AbortController();
const tell = (news: WorkNews) => parentPort?.postMessage(news);

if (parentPort !== null) {
  const [order] = (await once(parentPort, 'message')) as [WorkOrder];
  parentPort.on('message', () => stop.abort());
  // Reported after the vault is released, so that a caller who waits for the end finds it free.
  tell(await work(order));
  parentPort.close();
}

async function work(order: WorkOrder): Promise<WorkNews> {
  const { request, who, vaultFolder, keysFolder, passphrase, waitMs } = order;
  const actor = { who, now: () => new Date() };
  const keys = new KeyStore(keysFolder, async () => {
    if (passphrase === null) throw refuseConsole('console-keys');
    return passphrase;
  });
  const open: { taken: Promise<Vault> | null; reader: Vault | null } = { taken: null, reader: null };
  let last = 0;
  const tools: WorkTools = {
    actor,
    keys,
    signal: stop.signal,
    vault() {
      open.taken ??= openPatiently(vaultFolder, request.kind, waitMs, stop.signal).then((vault) => {
        tell({ kind: 'began' });
        return vault;
      });
      return open.taken;
    },
    campaign: async (name) => openCampaign(await tools.vault(), keys, actor, name),
    campaignToRead(name) {
      open.reader ??= readVault(vaultFolder);
      tell({ kind: 'began' });
      return openCampaign(open.reader, keys, actor, name);
    },
    progress(step, done, total) {
      // Ten times a second is enough for an eye.
      const now = performance.now();
      if (done !== 0 && done < total && now - last < 100) return;
      last = now;
      tell({ kind: 'progress', step, done, total });
    },
    event: (event) => tell({ kind: 'event', event }),
  };
  // It needs no vault.
  if (request.kind === 'validate') tell({ kind: 'began' });
  try {
    const result = await (WORK[request.kind] as Worker<WorkKind>)(tools, request as never);
    return stop.signal.aborted && Object.keys(result).length === 0
      ? { kind: 'stopped' }
      : { kind: 'done', result };
  } catch (error) {
    const refusal = explainStorage(error, vaultFolder) ?? measurementRefusal(error) ?? error;
    if (stop.signal.aborted && !(refusal instanceof Refusal)) return { kind: 'stopped' };
    if (!(refusal instanceof Refusal)) throw error;
    const { code, words, data } = refusal;
    return { kind: 'refused', trouble: { code, ...words, data: plain(data) } };
  } finally {
    (await open.taken?.catch(() => null))?.close();
    open.reader?.close();
  }
}

type Worker<Kind extends WorkKind> = (
  tools: WorkTools,
  request: WorkRequests[Kind],
) => Promise<Readonly<Record<string, unknown>>>;

/** What crosses to another thread: data, and problems of files with their words beside them. */
function plain(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(data)) as Readonly<Record<string, unknown>>;
}
