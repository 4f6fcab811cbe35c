/** The day’s report. */

const fr = {
  title: 'Bilan de la journée',
  link: 'Bilan de la journée, à garder',
  incidents: 'Incidents',
  incomplete:
    'Les incidents et les demandes de l’école ne sont pas tous arrivés : cette page n’est pas complète. Elle réessaie.',
};

export type DayWords = typeof fr;

const en: DayWords = {
  title: 'End of the day',
  link: 'End of the day, to be kept',
  incidents: 'Incidents',
  incomplete:
    'Not all of the school’s incidents and requests have arrived: this page is not complete. It keeps trying.',
};

export const day = { fr, en };
