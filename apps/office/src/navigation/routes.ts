/** The pages of the console and their addresses. An address stays in a browser's history: it names no pupil. */

export const PAGES = [
  'life',
  'participation',
  'schools',
  'incidents',
  'requests',
  'files',
  'areas',
  'items',
  'results',
  'closing',
  'works',
  'create',
] as const;
export type PageName = (typeof PAGES)[number];

export interface Route {
  /** Null: none is chosen yet. */
  readonly campaign: string | null;
  readonly page: PageName;
}

/** In French, as people read addresses. */
const ADDRESSES: Readonly<Record<PageName, string>> = {
  life: 'etapes',
  participation: 'participation',
  schools: 'ecoles',
  incidents: 'incidents',
  requests: 'demandes',
  files: 'dossiers',
  areas: 'territoires',
  items: 'items',
  results: 'resultats',
  closing: 'fermeture',
  works: 'travaux',
  create: 'nouvelle',
};

/** `open`: what is to be open in the page, by its key (`uai`, `item`). */
export function formatRoute({ campaign, page }: Route, open: Readonly<Record<string, string>> = {}): string {
  if (campaign === null) return '#/';
  const values = new URLSearchParams(open).toString();
  return `#/${encodeURIComponent(campaign)}/${ADDRESSES[page]}${values === '' ? '' : `?${values}`}`;
}

/** An address that is not known leads to the steps. */
export function parseRoute(hash: string): Route {
  const [campaign = '', address] = hash.replace(/^#\/?/, '').replace(/\?.*$/, '').split('/').filter(Boolean);
  const page = PAGES.find((one) => ADDRESSES[one] === address) ?? 'life';
  return { campaign: campaign === '' || campaign.includes('=') ? null : decoded(campaign), page };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
