/** The scale that a command reports on: what `--scale` asks for, else the scale that the calibration carries. */
import { createScale, type Scale } from '@cloison/measurement';
import type { OptionValues, VerbOption } from '../cli/verb.ts';
import type { CalibrationFile } from './calibration-file.ts';
import { list } from './command-options.ts';
import { refuseMeasurement } from './refusals.ts';

export const SCALE_OPTION: VerbOption = {
  flags: '--scale <mean,sd>',
  words: {
    fr: 'échelle de publication, par exemple 250,50 pour le premier groupe',
    en: 'reporting scale, such as 250,50 for the first group',
  },
};

/** Null: θ itself. A calibration linked to a reference year carries its own scale. Throws `option-bad`. */
export function reportingScale(file: CalibrationFile, options: OptionValues): Scale | null {
  const wanted = list(options.scale);
  if (wanted === null) return file.scale ?? null;
  const [mean, sd] = wanted.map(Number);
  if (!(wanted.length === 2 && Number.isFinite(mean) && sd! > 0))
    throw refuseMeasurement('option-bad', { option: '--scale', expected: '250,50' });
  return createScale({ mean: file.groups[0]!.mean, sd: file.groups[0]!.sd }, { mean: mean!, sd: sd! });
}
