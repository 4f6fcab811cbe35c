export { MEASUREMENT_ERRORS, MeasurementError } from './errors.ts';
