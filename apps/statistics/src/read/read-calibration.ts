import { existsSync, readFileSync } from 'node:fs';
import { type CalibrationFile, parseCalibration } from '@cloison/study-files';
import { refuseMeasurement } from './refusals.ts';

/** Throws `calibration-bad` with the first thing that is wrong. */
export function readCalibration(path: string): CalibrationFile {
  if (!existsSync(path)) throw refuseMeasurement('responses-missing', { path });
  const { calibration, detail } = parseCalibration(readFileSync(path));
  if (calibration === null) throw refuseMeasurement('calibration-bad', { path, detail });
  return calibration;
}
