/** What a reader of a calibration with several dimensions should know before using it. */
import {
  type CalibrationRemark,
  LOW_RELIABILITY,
  remarkEstimation,
  remarkFewPersons,
  remarkParameters,
} from '../irt/calibration-remarks.ts';
import type { DimensionsCalibration } from './calibrate-dimensions.ts';

/** None for a calibration that needs no caution. */
export function dimensionsRemarks(found: DimensionsCalibration): readonly CalibrationRemark[] {
  const sd = new Map(found.dimensions.map((one) => [one.label, one.sd]));
  return [
    ...remarkFewPersons(found.items, found.model),
    ...remarkParameters(found.items, ({ dimension }) => sd.get(dimension)!),
    ...found.dimensions.flatMap(({ label, reliability }) =>
      reliability < LOW_RELIABILITY
        ? [{ kind: 'low-reliability', reliability, dimension: label } as const]
        : [],
    ),
    ...remarkEstimation(found),
  ];
}
