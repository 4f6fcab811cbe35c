/** A pupil's name as lists say it, in French and in English: the family name first, in capitals. */
export function listName(pupil: { readonly firstName: string; readonly lastName: string }): string {
  return `${pupil.lastName.toLocaleUpperCase('fr')} ${pupil.firstName}`;
}
