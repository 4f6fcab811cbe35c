/** The console asks of a person what the command asks that does the same. */
import { COMMAND_OF_WORK, COMMANDS, ONLY_BY_COMMAND } from '@cloison/console-messages';
import { expect, it } from 'vitest';
import { BOUNDS } from '../console/desk/bounds.ts';
import { AUTHORITY_ROOMS, loadRoom } from './load-room.ts';
import {
  assignVerb as assignAreasVerb,
  importVerb as importAreasVerb,
  listVerb as listAreasVerb,
  revokeVerb as revokeAreaVerb,
} from './verbs/areas.ts';
import { analyseVerb } from './verbs/campaign-analyse.ts';
import { certificateVerb, closeVerb } from './verbs/campaign-close.ts';
import { createVerb, validateVerb } from './verbs/campaign-create.ts';
import { itemsVerb } from './verbs/campaign-items.ts';
import { publishVerb } from './verbs/campaign-publish.ts';
import { anonymiseVerb, exportVerb } from './verbs/campaign-research.ts';
import { serveVerb } from './verbs/campaign-serve.ts';
import { statusVerb } from './verbs/campaign-status.ts';
import { assignVerb, mintVerb, reserveVerb, revokeVerb } from './verbs/codes.ts';
import { correctVerb, restoreVerb, withdrawVerb } from './verbs/items.ts';
import { printVerb } from './verbs/letters.ts';
import { grantVerb, listVerb, refuseVerb, showVerb as showRequestVerb } from './verbs/requests.ts';
import { rolesApproveVerb } from './verbs/roles.ts';
import { importVerb } from './verbs/roster.ts';
import { findVerb, sittingVerb } from './verbs/roster-find.ts';
import { showVerb } from './verbs/standards.ts';

const VERBS: Readonly<Record<keyof typeof BOUNDS, { readonly bounds: unknown }>> = {
  'campaign status': statusVerb,
  'campaign validate': validateVerb,
  'campaign create': createVerb,
  'roster import': importVerb,
  'roster find': findVerb,
  'roster sitting': sittingVerb,
  'codes reserve': reserveVerb,
  'codes revoke': revokeVerb,
  'requests list': listVerb,
  'requests show': showRequestVerb,
  'requests grant': grantVerb,
  'requests refuse': refuseVerb,
  'areas list': listAreasVerb,
  'areas import': importAreasVerb,
  'areas assign': assignAreasVerb,
  'areas revoke': revokeAreaVerb,
  'roles approve': rolesApproveVerb,
  'codes mint': mintVerb,
  'codes assign': assignVerb,
  'letters print': printVerb,
  'campaign publish': publishVerb,
  'campaign serve': serveVerb,
  'campaign items': itemsVerb,
  'items withdraw': withdrawVerb,
  'items correct': correctVerb,
  'items restore': restoreVerb,
  'campaign analyse': analyseVerb,
  'campaign close': closeVerb,
  'campaign certificate': certificateVerb,
  'standards show': showVerb,
  'campaign anonymise': anonymiseVerb,
  'campaign export': exportVerb,
};

it.each(Object.keys(VERBS) as (keyof typeof VERBS)[])('“cloison %s” has one set of bounds', (command) => {
  expect(VERBS[command].bounds).toHaveProperty('roles');
  expect(BOUNDS[command]).toEqual(VERBS[command].bounds);
});

it('has each act of a command in the console, or the command named there', async () => {
  const all = await Promise.all(
    AUTHORITY_ROOMS.filter((room) => room !== 'console').map(async (room) =>
      (await loadRoom(room)).verbs.map(({ name }) => `${room} ${name}`),
    ),
  );
  const inConsole = new Set([...Object.values(COMMANDS), ...Object.values(COMMAND_OF_WORK)]);
  inConsole.delete(null);
  const named = Object.values(ONLY_BY_COMMAND).flat();
  expect([...inConsole, ...named].sort()).toEqual(all.flat().sort());
});
