/** What a pupil has highlighted, by text, for as long as the page is this pupil's. */
import type { Stretch } from './highlights.ts';

const kept = new Map<string, readonly Stretch[]>();

export const marksIn = (name: string): readonly Stretch[] => kept.get(name) ?? [];

export function keepMarks(name: string, stretches: readonly Stretch[]): void {
  kept.set(name, stretches);
}

/** Another pupil comes to this computer. */
export function forgetMarks(): void {
  kept.clear();
}
