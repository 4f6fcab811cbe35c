/** Windows of sequences and documents, by the platform's clock. */

export type WindowView =
  | { readonly kind: 'before'; readonly opensMs: number; readonly closesMs: number }
  | { readonly kind: 'open'; readonly opensMs: number; readonly closesMs: number }
  | { readonly kind: 'after'; readonly opensMs: number; readonly closesMs: number };

export function windowView(
  { opens, closes }: { readonly opens: string; readonly closes: string },
  nowMs: number,
): WindowView {
  const opensMs = Date.parse(opens);
  const closesMs = Date.parse(closes);
  const kind = nowMs < opensMs ? 'before' : nowMs < closesMs ? 'open' : 'after';
  return { kind, opensMs, closesMs };
}
