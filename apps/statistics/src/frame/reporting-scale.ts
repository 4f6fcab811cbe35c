/** The scale that a command reports on: what `--scale` asks for, else the scale that the calibration carries. */
import { code, optional } from '@cloison/command';
import { createScale, type Scale } from '@cloison/measurement';
import type { CalibrationFile } from '@cloison/study-files';

export interface WantedScale {
  readonly mean: number;
  readonly sd: number;
}

/** `250,50`. */
export const SCALE = code(
  { fr: 'moyenne,écart-type', en: 'mean,sd' },
  { fr: 'une moyenne et un écart-type, comme 250,50', en: 'a mean and a standard deviation, such as 250,50' },
  (given): WantedScale | null => {
    const parts = given.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const [mean, sd] = parts;
    return parts.length === 2 && Number.isFinite(mean) && Number.isFinite(sd) && sd! > 0
      ? { mean: mean!, sd: sd! }
      : null;
  },
);

export const SCALE_OPTION = {
  scale: optional(SCALE, {
    fr: 'échelle de publication, par exemple 250,50 pour le premier groupe',
    en: 'reporting scale, such as 250,50 for the first group',
  }),
} as const;

/** Null: θ itself. A calibration linked to a reference year carries its own scale. */
export function reportingScale(file: CalibrationFile, wanted: WantedScale | undefined): Scale | null {
  if (wanted === undefined) return file.scale ?? null;
  const [{ mean, sd } = { mean: 0, sd: 1 }] = file.groups;
  return createScale({ mean, sd }, wanted);
}
