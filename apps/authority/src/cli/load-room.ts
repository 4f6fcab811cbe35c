/** The authority's rooms of the command line. Each is loaded only when it is used. */
import type { LoadedRoom } from '@cloison/command';

const ROOMS = {
  vault: () => import('./rooms/vault.ts'),
  keys: () => import('./rooms/keys.ts'),
  roles: () => import('./rooms/roles.ts'),
  campaign: () => import('./rooms/campaign.ts'),
  roster: () => import('./rooms/roster.ts'),
  areas: () => import('./rooms/areas.ts'),
  codes: () => import('./rooms/codes.ts'),
  requests: () => import('./rooms/requests.ts'),
  notices: () => import('./rooms/notices.ts'),
  cohort: () => import('./rooms/cohort.ts'),
  rights: () => import('./rooms/rights.ts'),
  breach: () => import('./rooms/breach.ts'),
  letters: () => import('./rooms/letters.ts'),
  qti: () => import('./rooms/qti.ts'),
  items: () => import('./rooms/items.ts'),
  standards: () => import('./rooms/standards.ts'),
  console: () => import('./rooms/console.ts'),
  verify: () => import('./rooms/verify.ts'),
} as const satisfies Readonly<Record<string, () => Promise<{ readonly room: LoadedRoom }>>>;

export type AuthorityRoom = keyof typeof ROOMS;
export const AUTHORITY_ROOMS = Object.keys(ROOMS) as readonly AuthorityRoom[];

export async function loadRoom(name: AuthorityRoom): Promise<LoadedRoom> {
  return (await ROOMS[name]()).room;
}
