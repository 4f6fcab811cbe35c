/** Which calls of a sitting are warmed when its platform is on another origin (packages/client/src/platform/other-origin.ts). */
import {
  type BrowserStore,
  keepManifest,
  type PlatformApi,
  type PreflightOptions,
  warmPreflights,
} from '@cloison/client';

/** Sequences that are warmed. A campaign with more pays one preflight for each of the others. */
const MOST_SEQUENCES = 12;

/** Warms the first two calls, then the record and the key of each sequence. Never throws. */
export async function warmCalls(
  address: PreflightOptions,
  api: PlatformApi,
  store: BrowserStore,
): Promise<void> {
  await warmPreflights(address, ['me', 'documents/ticket']);
  const manifest = await keepManifest(api, store).catch(() => null);
  const online = manifest?.levels.filter(({ mode }) => mode === 'online').map(({ id }) => id) ?? [];
  const sequences = manifest?.sequences.filter(({ level }) => online.includes(level)) ?? [];
  const paths = sequences
    .slice(0, MOST_SEQUENCES)
    .flatMap(({ id, pack }) => [`records/${id}`, ...(pack === undefined ? [] : [`keys/${id}`])]);
  await warmPreflights(address, paths);
}
