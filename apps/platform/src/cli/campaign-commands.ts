/** `cloison platform status` and `purge`, of a stopped platform. */
import { fill, flag, required, text } from '@cloison/command';
import { purge } from '../authority/purge.ts';
import { SetupError } from '../base/setup-error.ts';
import { cliWords, wordsOf } from './cli-words.ts';
import { kindIn, verb } from './platform-session.ts';
import { notErasedOption } from './serve-command.ts';

const say = wordsOf(cliWords);

export const statusVerb = verb({
  name: 'status',
  summary: say((words) => words.descriptions.status),
  examples: ['cloison platform status --data /srv/cloison'],
  run: (session) =>
    session.withStore(async (store) => {
      const words = cliWords[session.lang];
      const campaigns = await Promise.all(
        (await store.campaigns()).map(async (name) => {
          const lookup = await store.campaign(name);
          return {
            name,
            state: lookup.state,
            ...(lookup.state === 'open' ? await lookup.campaign.counts() : {}),
          };
        }),
      );
      const lines = campaigns.map(({ name, state, ...counts }) => {
        const what = Object.entries(counts).map(([kind, count]) => `${count} ${kindIn(session, kind)}`);
        return [name, words.states[state], ...what].join('  ');
      });
      return session.show(lines.length === 0 ? [words.noCampaign] : lines, { campaigns });
    }),
});

export const purgeVerb = verb({
  name: 'purge',
  summary: say((words) => words.descriptions.purge),
  options: {
    campaign: required(
      text({ fr: 'nom', en: 'name' }),
      say((words) => words.options.campaign),
    ),
    yes: flag(say((words) => words.options.yes)),
    notErased: notErasedOption,
  },
  about: say((words) => words.purgeHelp),
  examples: [
    'cloison platform purge --data /srv/cloison --campaign 2026-6e',
    'cloison platform purge --data /srv/cloison --campaign 2026-6e --yes --json',
  ],
  run: (session, { campaign, yes, notErased }) =>
    session.withStore(async (store, { statementKey: key }) => {
      const words = cliWords[session.lang];
      const lookup = await store.campaign(campaign);
      if (lookup.state === 'absent') throw new SetupError('never-published', { campaign });
      if (lookup.state === 'open' && !yes) {
        const counts = await lookup.campaign.counts();
        const what = Object.entries(counts).map(
          ([kind, count]) => `  ${String(count).padStart(9)} ${kindIn(session, kind)}`,
        );
        return session.show([fill(words.wouldErase, { campaign }), ...what, words.addYes], {
          campaign,
          erased: false,
          counts,
        });
      }
      const statement = await purge({ store, key, notErased }, campaign, Date.now());
      const content = Buffer.from(statement.statement, 'base64url').toString('utf8');
      return session.show([fill(words.erased, { campaign }), content, JSON.stringify(statement)], {
        campaign,
        erased: true,
        ...statement,
      });
    }),
});
