/** Points of a response: "x y", whole pixels of the picture's own size. */
import type { Point, Size } from './hotspot-geometry.ts';

export function pointOf(text: string): Point {
  const [x = 0, y = 0] = text.split(' ').map(Number);
  return { x, y };
}

/** Rounded, and held within the picture. */
export function pointText({ x, y }: Point, { width, height }: Size): string {
  const within = (value: number, max: number) => Math.round(Math.min(max, Math.max(0, value)));
  return `${within(x, width)} ${within(y, height)}`;
}
