/** The reasons why pupils do not sit were counted in clear, class by class: of a single pupil the count told the reason. */
export const reasonsInClear = 'DROP TABLE declared;';
