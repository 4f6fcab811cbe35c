/** Which calls of a sitting are warmed when its platform is on another origin (packages/client/src/other-origin.ts). */
import {
  type BrowserStore,
  keepManifest,
  type PlatformApi,
  type PreflightOptions,
  warmPreflights,
} from '@cloison/client';

/** Of sequences on screen; a campaign with more pays a round trip for the others. */
const MOST_SEQUENCES = 12;

/** What is asked first, then what each sequence of the campaign will ask: its record, and its key. Never throws. */
export async function warmCalls(
  place: PreflightOptions,
  api: PlatformApi,
  store: BrowserStore,
): Promise<void> {
  await warmPreflights(place, ['me', 'documents/ticket']);
  const manifest = await keepManifest(api, store).catch(() => null);
  const online = manifest?.levels.filter(({ mode }) => mode === 'online').map(({ id }) => id) ?? [];
  const sequences = manifest?.sequences.filter(({ level }) => online.includes(level)) ?? [];
  const paths = sequences
    .slice(0, MOST_SEQUENCES)
    .flatMap(({ id, pack }) => [`records/${id}`, ...(pack === undefined ? [] : [`keys/${id}`])]);
  await warmPreflights(place, paths);
}
