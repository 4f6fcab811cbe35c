/** The day’s report. */

const fr = {
  title: 'Bilan de la journée',
  link: 'Bilan de la journée, à garder',
  incidents: 'Incidents',
};

export type DayWords = typeof fr;

const en: DayWords = {
  title: 'End of the day',
  link: 'End of the day, to be kept',
  incidents: 'Incidents',
};

export const day = { fr, en };
