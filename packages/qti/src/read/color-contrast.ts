/// <reference path="./color-name.d.ts" />
/** Contrast of two colours of CSS, by WCAG 2.2 ("contrast ratio", "relative luminance"). */

import names from 'color-name';

/** From 1 to 21; null when one of them is not a plain colour that is known here. */
export function contrastOf(a: string, b: string): number | null {
  const [first, second] = [channelsOf(a), channelsOf(b)];
  if (first === null || second === null) return null;
  const [lighter = 1, darker = 0] = [luminance(first), luminance(second)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

type Channels = readonly [red: number, green: number, blue: number];

function channelsOf(color: string): Channels | null {
  const text = color.toLowerCase();
  if (Object.hasOwn(names, text)) return names[text] ?? null;
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(text)?.[1];
  if (hex !== undefined) {
    const pair = hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? []);
    return pair.map((two) => Number.parseInt(two, 16)) as unknown as Channels;
  }
  const numbers = (inside: string) => inside.split(/[, ]+/).map((part) => Number.parseFloat(part));
  const rgb = /^rgb\(([0-9., ]+)\)$/.exec(text)?.[1];
  if (rgb !== undefined) return triple(numbers(rgb));
  const hsl = /^hsl\(([0-9., %deg]+)\)$/.exec(text)?.[1];
  if (hsl !== undefined) {
    const found = triple(numbers(hsl));
    return found === null ? null : fromHsl(found);
  }
  return null;
}

function triple(found: readonly number[]): Channels | null {
  return found.length === 3 && found.every(Number.isFinite) ? (found as unknown as Channels) : null;
}

/** CSS Color 4, "HSL to sRGB". */
function fromHsl([hue, saturation, lightness]: Channels): Channels {
  const s = saturation / 100;
  const l = lightness / 100;
  const channel = (n: number): number => {
    const k = (n + hue / 30) % 12;
    return 255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

function luminance(channels: Channels): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const part = Math.min(255, Math.max(0, value)) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
