/** What heads see and hand out, read as they would: with the head's code, from the sealed slips. */
import { fixedAuthority, Session } from '@cloison/client';
import { parseKeyring, parseSlips, type Slips } from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { type DemoCampaign, headCodes } from './demo-authority.ts';
import { computer, signIn } from './simulated-person.ts';

export interface DemoSchool {
  readonly campaign: string;
  readonly school: string;
  readonly headCode: string;
  readonly classes: readonly Slips[];
}

/** Every school of a campaign, through the platform. */
export async function readSchools(origin: string, { open }: DemoCampaign): Promise<readonly DemoSchool[]> {
  const schools: DemoSchool[] = [];
  for (const { school, code } of headCodes(open)) {
    const options = computer(origin, open.name);
    const head = await signIn(options, code, 'staff');
    const keyring = (await head.document('keyring', parseKeyring))?.value;
    if (keyring?.schoolRoot == null) throw new Error(`the head of ${school} has no school on the keyring`);
    const session = await Session.fromRoot(
      fromBase64Url(keyring.schoolRoot),
      options,
      fixedAuthority(keyring.authority),
    );
    const { documents } = await session.me();
    const names = documents.map(({ name }) => name).filter((name) => name.startsWith('slips/'));
    const classes = await Promise.all(
      names.map(async (name) => (await session.document(name, parseSlips))!.value),
    );
    schools.push({ campaign: open.name, school, headCode: code, classes });
  }
  return schools;
}
