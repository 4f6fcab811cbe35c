/** What the demonstration prints once everything runs: addresses, and one code of each kind to try. */
import type { areaCodes } from './demo-authority.ts';
import type { DemoSchool } from './demo-schools.ts';
import { FREE_CLASSES } from './free-classes.ts';
import { helpedPupil } from './helped-pupil.ts';

const TITLES: Readonly<Record<string, string>> = {
  '2026-cp-ce1': 'CP et CE1 (saisie par les enseignants)',
  '2026-6e': 'Sixième (les élèves répondent à l’écran)',
  '2026-2de': 'Seconde (les élèves répondent à l’écran)',
  '2026-6e-adaptatif': 'Sixième, test adaptatif (la suite dépend des réponses)',
};

export function demoPage(
  origin: string,
  schools: readonly DemoSchool[],
  areas: readonly (ReturnType<typeof areaCodes>[number] & { readonly campaign: string })[],
): string {
  const lines: string[] = ['', 'La démonstration tourne. Ouvrez :', ''];
  for (const campaign of new Set(schools.map((school) => school.campaign))) {
    const own = schools.filter((school) => school.campaign === campaign);
    const pages = `${origin}/c/${campaign}`;
    lines.push(`■ ${TITLES[campaign] ?? campaign}`);
    const { school, headCode, classes } = own[0]!;
    const free = classes.find(({ label }) => FREE_CLASSES.has(label))!;
    const pupil = free.pupils.find(({ code }) => code !== null);
    if (pupil?.code)
      lines.push(
        `   élève            ${pages}/`,
        `      code d’une étiquette   ${pupil.code}   (${free.label})`,
      );
    const { lastName, firstName } = helpedPupil();
    const helped = own
      .flatMap((one) => one.classes)
      .filter(({ label }) => FREE_CLASSES.has(label))
      .flatMap((one) => one.pupils)
      .find((one) => campaign === '2026-6e' && one.lastName === lastName && one.firstName === firstName);
    if (helped?.code)
      lines.push(`      mots expliqués, signes ${helped.code}   (français, questions 7 à 11)`);
    lines.push(`   école            ${pages}/ecole/`);
    lines.push(`      code d’enseignant      ${free.teachers[0]!.code}   (${free.label})`);
    const keyed = classes.find(({ label }) => label === 'CP-CE1');
    if (keyed) lines.push(`      classe déjà saisie     ${keyed.teachers[0]!.code}   (${keyed.label})`);
    const sat = classes.find(
      ({ label, pupils }) => !FREE_CLASSES.has(label) && pupils.some(({ code }) => code !== null),
    );
    if (sat) lines.push(`      classe déjà passée     ${sat.teachers[0]!.code}   (${sat.label})`);
    lines.push(`      code de direction      ${headCode}   (${school})`);
    const area = areas.find((one) => one.campaign === campaign);
    if (area !== undefined) lines.push(`      code de rectorat       ${area.code}   (${area.area})`);
    lines.push('');
  }
  lines.push('Ce qu’un élève répond arrive chez l’enseignant en quelques secondes. Ctrl-C arrête tout.', '');
  return lines.join('\n');
}
