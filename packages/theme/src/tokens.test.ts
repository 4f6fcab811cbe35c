import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Sets of `tokens.css`, each laid over those it inherits from. */
const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

function declarations(selector: string): Record<string, string> {
  const block = css.split(`${selector} {`)[1]?.split('}')[0];
  if (block === undefined) throw new Error(`no block ${selector}`);
  return Object.fromEntries(
    [...block.matchAll(/(--[a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]),
  );
}
const light = declarations(':root');
const dark = { ...light, ...declarations(':root[data-theme="dark"]') };
const high = { ...light, ...declarations(':root[data-contrast="high"]') };
const highDark = {
  ...dark,
  ...declarations(':root[data-contrast="high"]'),
  ...declarations(':root[data-contrast="high"][data-theme="dark"]'),
};

/** WCAG 2.2, "relative luminance" and "contrast ratio". */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
function contrast(a: string, b: string): number {
  const [low, up] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (up! + 0.05) / (low! + 0.05);
}

const sets = { light, dark, high, highDark };

describe.each(Object.entries(sets))('the %s set', (_name, set) => {
  it.each([
    ['--text', '--ground', 7],
    ['--text', '--ground-soft', 7],
    ['--text', '--ground-sunk', 7],
    ['--text', '--ink-soft', 7],
    ['--text-soft', '--ground', 7],
    ['--text-soft', '--ground-soft', 7],
    ['--ink', '--ground', 7],
    ['--ink', '--ink-soft', 7],
    ['--on-ink', '--ink', 7],
    ['--on-ink', '--ink-hover', 7],
    ['--good', '--ground', 7],
    ['--wait', '--ground', 7],
    ['--bad', '--ground', 7],
    ['--good', '--good-soft', 4.5],
    ['--wait', '--wait-soft', 4.5],
    ['--bad', '--bad-soft', 4.5],
    ['--accent', '--accent-soft', 4.5],
    ['--on-accent', '--accent', 4.5],
    ['--group-needs-text', '--ground', 7],
    ['--group-fragile-text', '--ground', 7],
    ['--group-satisfactory-text', '--ground', 7],
    ['--line-strong', '--ground', 3],
    ['--focus', '--ground', 3],
    ['--group-needs', '--group-needs-ground', 3],
    ['--group-fragile', '--group-fragile-ground', 3],
    ['--group-satisfactory', '--ground', 3],
  ])('has %s on %s at %d:1 or more', (text, ground, ratio) => {
    expect(contrast(set[text]!, set[ground]!)).toBeGreaterThanOrEqual(ratio);
  });
});
