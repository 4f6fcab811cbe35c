/** The reporting scale: mean 250 and standard deviation 50 in the reference year unless the campaign says otherwise. */
import type { LinkConstants } from './link.ts';

export interface Scale {
  /** Of the reference year's population, on the reporting scale. */
  readonly mean: number;
  readonly sd: number;
  /** The same population on the reference year's θ. */
  readonly referenceMean: number;
  readonly referenceSd: number;
}

export function createScale(
  reference: { readonly mean: number; readonly sd: number },
  { mean = 250, sd = 50 }: { readonly mean?: number; readonly sd?: number } = {},
): Scale {
  if (!(reference.sd > 0 && sd > 0)) throw new RangeError('a scale needs a positive standard deviation');
  return { mean, sd, referenceMean: reference.mean, referenceSd: reference.sd };
}

/** A θ of the reference year, or of another year with its link to the reference year, on the reporting scale. */
export function toScale(scale: Scale, theta: number, link: LinkConstants = { slope: 1, shift: 0 }): number {
  return (
    scale.mean + (scale.sd * (link.slope * theta + link.shift - scale.referenceMean)) / scale.referenceSd
  );
}

export function fromScale(scale: Scale, value: number, link: LinkConstants = { slope: 1, shift: 0 }): number {
  const reference = scale.referenceMean + ((value - scale.mean) * scale.referenceSd) / scale.sd;
  return (reference - link.shift) / link.slope;
}

/** A standard error of θ on the reporting scale. */
export function errorToScale(
  scale: Scale,
  error: number,
  link: LinkConstants = { slope: 1, shift: 0 },
): number {
  return (scale.sd * link.slope * error) / scale.referenceSd;
}

/** A link to this year followed by this year's link to an earlier one. */
export function composeLinks(first: LinkConstants, then: LinkConstants): LinkConstants {
  return { slope: then.slope * first.slope, shift: then.slope * first.shift + then.shift };
}
