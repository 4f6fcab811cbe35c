/** What each request does: it reads what a page shows, or calls the use case that the command calls. */
import type { Answers, RequestName, Requests } from '@cloison/console-messages';
import { campaignLife } from '../status/campaign-life.ts';
import type { Desk } from './desk/desk.ts';
import { ROLES_OF_COMMANDS } from './desk/roles-of-commands.ts';
import { deskSession } from './pages/session.ts';

type Answerer<Name extends RequestName> = (
  desk: Desk,
  request: Requests[Name],
) => Answers[Name] | Promise<Answers[Name]>;

export const ANSWERS: { readonly [Name in RequestName]: Answerer<Name> } = {
  session: (desk) => deskSession(desk, ROLES_OF_COMMANDS),
  life: (desk, { campaign }) => campaignLife(desk.reader, campaign, desk.actor.now()),
};
