/** What the pages have in common that the authority writes: escaping and style. */
import { printable } from '@cloison/command/printable';

/** A host's words are in a certificate: marks of direction would let it be read as something else than was signed. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Colours and sizes of every page that the authority writes. */
export const PAGE_STYLE = `
  body { font: 16px/1.5 "Atkinson Hyperlegible Next", system-ui, sans-serif; color: #1b2430; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
  h1, h2 { color: #14335c; line-height: 1.2; } .en { color: #4a5666; }
  table { border-collapse: collapse; width: 100%; font-size: 0.9rem; margin: 1rem 0 2rem; }
  th, td { border-bottom: 1px solid #d5dbe3; padding: 0.35rem 0.6rem; text-align: left; vertical-align: top; }
  th { border-bottom: 2px solid #14335c; } .n { text-align: right; font-variant-numeric: tabular-nums; }
  code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
  @media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } }`;
