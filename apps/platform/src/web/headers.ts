/** Headers that limit a browser to what the apps need (docs/contracts.md, "Addresses on the platform"). */

/**
 * The policy of the apps' pages: nothing from elsewhere, no inline script or style, WebAssembly for Argon2id. `platforms` are
 * the origins that a page calls when it is served from another one, `importMaps` the hashes of what stands in the pages: the
 * list of hashes of their scripts (`import-map.ts`).
 */
export function appPolicy({
  platforms = [],
  importMaps = [],
  frames = false,
}: {
  readonly platforms?: readonly string[];
  readonly importMaps?: readonly string[];
  /** The pupil app: it frames `MODULE_FRAME`, the one page that lets itself be framed. */
  readonly frames?: boolean;
} = {}): string {
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...importMaps.map((hash) => `'${hash}'`)].join(' '),
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    ['connect-src', "'self'", ...platforms].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    ...(frames ? ["frame-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // No text is run or becomes markup, but by the policies of the pages themselves (`trusted-types.ts` of the client).
    "require-trusted-types-for 'script'",
    'trusted-types default cloison-read',
  ].join('; ');
}

/** The policy of everything that is not a page: it runs nothing, even when it is opened by itself. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The page between the player and the modules of portable custom interactions, among the files of the pupil app. */
export const MODULE_FRAME = 'module-frame.html';

/**
 * Its policy. The page has a stricter one in itself, which names its scripts by their hashes; this one takes the network away
 * from whatever it holds, and lets nobody but its own origin frame it.
 */
export const MODULE_FRAME_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "style-src 'unsafe-inline'",
  'img-src blob: data:',
  'media-src blob: data:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const PERMISSIONS = [
  'camera=(self)',
  ...['microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi'].map((name) => `${name}=()`),
  ...['accelerometer', 'gyroscope', 'magnetometer', 'display-capture', 'browsing-topics'].map(
    (name) => `${name}=()`,
  ),
].join(', ');

/** On every answer. `secure`: browsers connect by TLS, to this process or to a proxy in front. */
export function commonHeaders(secure: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': DATA_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    ...(secure ? { 'strict-transport-security': 'max-age=63072000' } : {}),
  };
}

/** Additionally on whatever a browser may show as a page. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'permissions-policy': PERMISSIONS,
  // Scripts load with their hashes alone. Sheets are not asked for theirs: a ministry's is its own.
  'integrity-policy': 'blocked-destinations=(script)',
};

/** `PAGE_HEADERS` of a page that its own origin may frame. */
export const MODULE_FRAME_HEADERS: Readonly<Record<string, string>> = {
  ...PAGE_HEADERS,
  'x-frame-options': 'SAMEORIGIN',
  'content-security-policy': MODULE_FRAME_POLICY,
  'x-dns-prefetch-control': 'off',
};
