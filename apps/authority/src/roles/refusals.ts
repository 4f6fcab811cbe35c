import { EXIT, refusals } from '@cloison/command/refusal';

export const refuseRoles = refusals({
  'role-missing': {
    exit: EXIT.refused,
    fr: '« {who} » n’a pas le rôle qu’il faut pour « cloison {command} » ({roles}). Un dépositaire peut le donner : « cloison roles give ».',
    en: '“{who}” does not have the role that “cloison {command}” needs ({roles}). A custodian can give it: “cloison roles give”.',
  },
  'role-first': {
    exit: EXIT.refused,
    fr: 'Le premier rôle donné est celui de dépositaire (custodian) : sans lui, personne ne pourrait donner les autres.',
    en: 'The first role that is given is a custodian’s: without one nobody could give the others.',
  },
  'role-not-given': {
    exit: EXIT.refused,
    fr: '« {who} » n’a pas le rôle {role}.',
    en: '“{who}” does not have the role {role}.',
  },
  'role-last': {
    exit: EXIT.refused,
    fr: 'C’est le seul dépositaire : donnez d’abord ce rôle à quelqu’un d’autre.',
    en: 'This is the only custodian: give that role to somebody else first.',
  },
  'approval-subject': {
    exit: EXIT.usage,
    fr: '{notFr}Pour {act}, --subject attend {fr}. Rien n’est approuvé.',
    en: '{notEn}For {act}, --subject takes {en}. Nothing is approved.',
  },
  'approval-missing': {
    exit: EXIT.refused,
    fr: 'Il faut deux personnes : quelqu’un d’autre que « {who} » approuve d’abord (« cloison roles approve {act} --subject {subject} »), puis relancez dans les 24 heures.',
    en: 'Two persons are needed: somebody other than “{who}” approves first (“cloison roles approve {act} --subject {subject}”), then run this again within 24 hours.',
  },
});
