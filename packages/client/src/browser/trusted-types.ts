/**
 * Trusted Types (W3C): under the pages' policy a browser that knows them takes no text where it would run or become markup,
 * but from the two policies here. Browsers that do not know them take text as ever.
 */
interface Rules {
  readonly createScriptURL?: (url: string) => string;
  readonly createHTML?: (text: string) => string;
}
interface Factory {
  createPolicy(name: string, rules: Rules): { createHTML(text: string): unknown };
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

/** Lets workers be made of the page's own files, and of nothing else. To be called once, before the first worker. */
export function allowOwnWorkers(): void {
  const folder = new URL('.', location.href);
  factory?.createPolicy('default', { createScriptURL: (url) => ownScript(url, location.href, folder) });
}

/** The address, if it is a script in `folder`; throws `TypeError` otherwise. */
export function ownScript(url: string, base: string, folder: URL): string {
  const { href, origin, pathname, search } = new URL(url, base);
  const isOwn = origin === folder.origin && pathname.startsWith(folder.pathname);
  if (isOwn && pathname.endsWith('.js') && search === '') return href;
  throw new TypeError('not a script of this page');
}

let markup: { createHTML(text: string): unknown } | null = null;

/** A text for `DOMParser`, whose document is read and never shown. */
export function parsedOnly(text: string): string {
  markup ??= factory?.createPolicy('cloison-read', { createHTML: (given) => given }) ?? null;
  return (markup === null ? text : markup.createHTML(text)) as string;
}
