import { choice, optional, required, text } from '@cloison/command';
import { ACTS, approve } from '../../roles/approvals.ts';
import { givenRoles, giveRole, ROLES, takeRole } from '../../roles/roles.ts';
import { campaignVerb, verb } from '../frame/authority-frame.ts';
import { approvalSubject } from './approval-subject.ts';

const roleArgument = required(choice(ROLES), { fr: 'le rôle', en: 'the role' });

export const rolesListVerb = verb({
  name: 'list',
  roles: ROLES,
  summary: { fr: 'liste les rôles donnés', en: 'lists the roles that were given' },
  examples: ['cloison roles list'],
  run: async (session) => {
    const given = givenRoles(session.vaultToRead());
    for (const { actor, role, givenBy } of given) {
      session.print(`${actor.padEnd(16)} ${role.padEnd(14)} (${givenBy})`);
    }
    if (given.length === 0) session.print(session.say(NO_ROLES));
    return { roles: given };
  },
});

/** Said when a vault is made, and by `roles list`. */
export const NO_ROLES = {
  fr: 'Aucun rôle n’est donné : chacun peut tout faire. « cloison roles give custodian --to NOM » commence.',
  en: 'No role is given: everybody may do everything. “cloison roles give custodian --to NAME” begins.',
};

export const rolesGiveVerb = verb({
  name: 'give',
  roles: ['custodian'],
  summary: { fr: 'donne un rôle à quelqu’un', en: 'gives a role to somebody' },
  arguments: { role: roleArgument },
  options: { to: required(text(), { fr: 'son identifiant', en: 'their login' }) },
  examples: ['cloison roles give custodian --to m.durand', 'cloison roles give support --to a.petit'],
  run: async (session, { role, to }) => {
    giveRole(session.vault(), session.actor, to, role);
    session.print(session.say({ fr: '{to} : {role}.', en: '{to}: {role}.' }, { to, role }));
    return { to, role };
  },
});

export const rolesTakeVerb = verb({
  name: 'take',
  roles: ['custodian'],
  summary: { fr: 'retire un rôle à quelqu’un', en: 'takes a role from somebody' },
  arguments: { role: roleArgument },
  options: { from: required(text(), { fr: 'son identifiant', en: 'their login' }) },
  examples: ['cloison roles take support --from a.petit'],
  run: async (session, { role, from }) => {
    takeRole(session.vault(), session.actor, from, role);
    session.print(
      session.say({ fr: '{from} n’a plus {role}.', en: '{from} no longer has {role}.' }, { from, role }),
    );
    return { from, role };
  },
});

export const rolesApproveVerb = campaignVerb({
  name: 'approve',
  roles: ROLES,
  summary: {
    fr: 'approuve pour 24 heures ce qu’une autre personne fera',
    en: 'approves for 24 hours what another person will do',
  },
  arguments: { act: required(choice(ACTS), { fr: 'l’acte', en: 'the act' }) },
  options: {
    subject: optional(text(), {
      fr: 'sur quoi, comme le refus le dit (sinon : la campagne, pour un acte qui porte sur elle)',
      en: 'on what, as the refusal says (else: the campaign, for an act on one)',
    }),
  },
  examples: ['cloison roles approve close --campaign 2026-6e'],
  run: async (session, { act, subject }) => {
    const vault = session.vault();
    const on = approvalSubject(vault, act, subject, session.campaignName);
    approve(vault, session.actor, act, on);
    session.print(
      session.say(
        {
          fr: 'Approuvé par {who} : {act}, {on}. Une autre personne a 24 heures pour le faire.',
          en: 'Approved by {who}: {act}, {on}. Another person has 24 hours to do it.',
        },
        { who: session.actor.who, act, on },
      ),
    );
    return { act, subject: on };
  },
});
