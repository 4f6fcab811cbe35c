/** Headers of every answer: nothing from elsewhere, nothing kept, no frame round it. */

/** Of the page: its own scripts and styles, none written into it. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // No text is run or becomes markup. The second policy is the player's own, in the preview (`trusted-types.ts` of the client).
  "require-trusted-types-for 'script'",
  'trusted-types default cloison-read',
].join('; ');

/** Of everything else: it runs nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Of a report of the office, which is one file with its style in it: no script, no request. */
const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

/**
 * Of the page that holds the modules of an item's own interactions, in the preview alone. It has a stricter policy in itself;
 * this one takes the network away.
 */
const FRAME_POLICY =
  "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; img-src blob: data:; media-src blob: data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const POLICIES = {
  page: PAGE_POLICY,
  data: DATA_POLICY,
  report: REPORT_POLICY,
  frame: FRAME_POLICY,
} as const;

export function headersOf(kind: keyof typeof POLICIES): Readonly<Record<string, string>> {
  return {
    'content-security-policy': POLICIES[kind],
    'x-content-type-options': 'nosniff',
    'x-frame-options': kind === 'frame' ? 'SAMEORIGIN' : 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
    'cache-control': 'no-store',
  };
}
