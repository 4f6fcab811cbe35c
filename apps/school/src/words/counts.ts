/** Counts in words, as each language has them. */
const frenchS = (count: number) => (count > 1 ? 's' : '');
const englishS = (count: number) => (count === 1 ? '' : 's');

export const french = {
  s: frenchS,
  pupils: (count: number) => `${count} élève${frenchS(count)}`,
  cells: (count: number) => `${count} case${frenchS(count)}`,
};

export const english = {
  s: englishS,
  pupils: (count: number) => `${count} pupil${englishS(count)}`,
  cells: (count: number) => `${count} cell${englishS(count)}`,
};
