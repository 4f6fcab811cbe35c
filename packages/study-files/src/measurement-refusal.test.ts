import { MeasurementError } from '@cloison/measurement';
import { expect, it } from 'vitest';
import { measurementRefusal } from './measurement-refusal.ts';

it('says what a person can act on, in both languages, and never a name of the program', () => {
  const refusal = measurementRefusal(
    new MeasurementError('incomplete-data', { statistic: 'M2', row: 0, J: 12 }),
  );
  expect(refusal?.words.fr).toBe(
    'Cette statistique demande que chaque personne ait passé tous les items ; statistique : « M2 » ; ligne : 1.',
  );
  expect(refusal?.words.en).toBe(
    'This statistic needs every person to have met every item; statistic: “M2”; row: 1.',
  );
  expect(refusal?.data).toEqual({ details: { statistic: 'M2', row: 0, J: 12 } });
});

it('names the first of many, and counts them', () => {
  const items = Array.from({ length: 30 }, (_, i) => `I${i}`);
  const { fr = '' } =
    measurementRefusal(new MeasurementError('anchors-invalid', { unknown: items }))?.words ?? {};
  expect(fr).toContain('« I11 », … (30).');
  expect(fr).not.toContain('I12');
});

it('is for errors of the measurement package alone', () => {
  expect(measurementRefusal(new Error('x'))).toBeNull();
});
