/**
 * The screens of the app and their addresses. Addresses stay in a browser's history, so they hold positions, never a
 * name or an order number.
 */

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'class'; readonly class: number }
  | { readonly page: 'attendance'; readonly class: number }
  /** With the position of a pupil in the list: that booklet, at what is missing. */
  | { readonly page: 'entry'; readonly class: number; readonly sequence: string; readonly pupil?: number }
  /** Booklets that are keyed twice: the list and the differences, or the second keying itself. */
  | { readonly page: 'second'; readonly class: number; readonly sequence: string; readonly keying?: true }
  /** Answer booklets of a sequence, to print. */
  | { readonly page: 'booklets'; readonly class: number; readonly sequence: string }
  | { readonly page: 'results'; readonly class: number }
  | { readonly page: 'groups'; readonly class: number; readonly domain: number }
  | { readonly page: 'items'; readonly class: number }
  | { readonly page: 'progress'; readonly class: number }
  | { readonly page: 'pupil'; readonly class: number; readonly pupil: number }
  | { readonly page: 'sheets'; readonly class: number }
  | { readonly page: 'notSitting'; readonly class: number }
  | { readonly page: 'room'; readonly class: number }
  | { readonly page: 'requests' }
  | { readonly page: 'day' }
  | { readonly page: 'codes' }
  | { readonly page: 'slips'; readonly slips: number }
  | { readonly page: 'cards' }
  | { readonly page: 'schoolResults' }
  | { readonly page: 'rescue' };

export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'home':
      return '#/';
    case 'class':
      return `#/classe/${route.class}`;
    case 'attendance':
      return `#/classe/${route.class}/presence`;
    case 'entry':
      return `#/classe/${route.class}/saisie/${route.sequence}${route.pupil === undefined ? '' : `/${route.pupil}`}`;
    case 'second':
      return `#/classe/${route.class}/seconde-saisie/${route.sequence}${route.keying === true ? '/saisir' : ''}`;
    case 'booklets':
      return `#/classe/${route.class}/cahiers/${route.sequence}`;
    case 'results':
      return `#/classe/${route.class}/resultats`;
    case 'groups':
      return `#/classe/${route.class}/groupes/${route.domain}`;
    case 'items':
      return `#/classe/${route.class}/items`;
    case 'progress':
      return `#/classe/${route.class}/progres`;
    case 'pupil':
      return `#/classe/${route.class}/eleve/${route.pupil}`;
    case 'sheets':
      return `#/classe/${route.class}/fiches`;
    case 'notSitting':
      return `#/classe/${route.class}/ne-passent-pas`;
    case 'room':
      return `#/classe/${route.class}/salle`;
    case 'requests':
      return '#/demandes';
    case 'day':
      return '#/journee';
    case 'codes':
      return '#/codes';
    case 'slips':
      return `#/codes/etiquettes/${route.slips}`;
    case 'cards':
      return '#/codes/enseignants';
    case 'schoolResults':
      return '#/resultats';
    case 'rescue':
      return '#/secours';
  }
}

/** An address that is not known leads home. */
export function parseRoute(hash: string): Route {
  const parts = hash.replace(/^#\/?/, '').split('/').filter(Boolean);
  const [first, second, third, fourth, fifth] = parts;
  const index = (text: string | undefined) =>
    text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : null;
  if (first === 'resultats' && parts.length === 1) return { page: 'schoolResults' };
  if (first === 'secours' && parts.length === 1) return { page: 'rescue' };
  if (first === 'demandes' && parts.length === 1) return { page: 'requests' };
  if (first === 'journee' && parts.length === 1) return { page: 'day' };
  if (first === 'codes') {
    if (parts.length === 1) return { page: 'codes' };
    if (second === 'enseignants') return { page: 'cards' };
    const slips = index(third);
    if (second === 'etiquettes' && slips !== null) return { page: 'slips', slips };
  }
  const classIndex = index(second);
  if (first === 'classe' && classIndex !== null) {
    const number = index(fourth);
    if (third === undefined) return { page: 'class', class: classIndex };
    if (third === 'saisie' && fourth !== undefined && /^[a-z0-9-]{1,40}$/.test(fourth))
      return {
        page: 'entry',
        class: classIndex,
        sequence: fourth,
        ...(index(fifth) === null ? {} : { pupil: Number(fifth) }),
      };
    if (third === 'seconde-saisie' && fourth !== undefined && /^[a-z0-9-]{1,40}$/.test(fourth))
      return {
        page: 'second',
        class: classIndex,
        sequence: fourth,
        ...(fifth === 'saisir' ? { keying: true } : {}),
      };
    if (third === 'cahiers' && fourth !== undefined && /^[a-z0-9-]{1,40}$/.test(fourth))
      return { page: 'booklets', class: classIndex, sequence: fourth };
    if (third === 'presence') return { page: 'attendance', class: classIndex };
    if (third === 'ne-passent-pas') return { page: 'notSitting', class: classIndex };
    if (third === 'salle') return { page: 'room', class: classIndex };
    if (third === 'resultats') return { page: 'results', class: classIndex };
    if (third === 'items') return { page: 'items', class: classIndex };
    if (third === 'progres') return { page: 'progress', class: classIndex };
    if (third === 'fiches') return { page: 'sheets', class: classIndex };
    if (third === 'groupes' && number !== null) return { page: 'groups', class: classIndex, domain: number };
    if (third === 'eleve' && number !== null) return { page: 'pupil', class: classIndex, pupil: number };
  }
  return { page: 'home' };
}
