/**
 * Responses given to the item on the screen by its controls, as a pupil with a mouse and a keyboard does; and read
 * back.
 */
import {
  type ChoiceInteraction,
  type DeliveryItem,
  type Interaction,
  interactionsOf,
} from '@cloison/qti/delivery';
import type { Locator, Page } from 'playwright-core';
import { plainText } from '../../apps/pupil/src/sitting/item-layout.ts';
import type { Responses } from '../../examples/src/answers.ts';

export async function answerItem(page: Page, item: DeliveryItem, responses: Responses): Promise<void> {
  const seen = new Map<Interaction['kind'], number>();
  for (const interaction of interactionsOf(item.body)) {
    const place = seen.get(interaction.kind) ?? 0;
    seen.set(interaction.kind, place + 1);
    const value = responses[interaction.responseId];
    if (value === undefined) continue;
    await answerInteraction(page.locator('.answering-main'), interaction, place, value);
  }
}

/** `place`: which of its kind on the screen, from 0. */
async function answerInteraction(
  screen: Locator,
  interaction: Interaction,
  place: number,
  value: string | readonly string[],
): Promise<void> {
  const members = typeof value === 'string' ? [value] : value;
  switch (interaction.kind) {
    case 'choice':
      for (const id of members) {
        const choice = screen.locator('.choice-field').nth(place).locator('label.choice');
        await choice.filter({ has: screen.page().locator(`input[value="${id}"]`) }).click();
      }
      return;
    case 'inlineChoice':
      await screen.locator('select.inline-choice').nth(place).selectOption(members[0]!);
      return;
    case 'textEntry':
      await screen.locator('.text-entry-input').nth(place).fill(members[0]!);
      return;
    case 'extendedText':
      await screen.locator('textarea').nth(place).fill(members[0]!);
      return;
    case 'match': {
      const nameOf = (list: ChoiceInteraction['choices'], id: string) =>
        plainText(list.find((choice) => choice.id === id)!.content);
      const field = screen.locator('.match-field').nth(place);
      for (const [source, target] of members.map((pair) => pair.split(' ') as [string, string])) {
        const [from, to] = [nameOf(interaction.sources, source), nameOf(interaction.targets, target)];
        if (interaction.classes.includes('qti-match-tabular')) {
          await field.getByLabel(`${from} : ${to}`, { exact: true }).check({ force: true });
          continue;
        }
        await field.locator('.match-sources').getByRole('button', { name: from, exact: true }).click();
        await field.locator('.match-targets').getByRole('button', { name: to, exact: true }).click();
      }
      return;
    }
    case 'order': {
      const field = screen.locator('.order-field').nth(place);
      const names = members.map((id) => plainText(interaction.choices.find((one) => one.id === id)!.content));
      const rows = field.locator('.order-list .order-row');
      if ((await rows.count()) < interaction.choices.length) {
        for (const name of names)
          await field.getByRole('button', { name: `Ajouter « ${name} »`, exact: true }).click();
        return;
      }
      // Each name in turn rises to its place; the last one is there then.
      const order = async () =>
        (await rows.locator('.order-content').allTextContents()).map((text) => text.trim());
      for (const [wanted, name] of names.entries()) {
        for (let at = (await order()).indexOf(name); at > wanted; at--)
          await field.getByRole('button', { name: `Monter « ${name} »`, exact: true }).click();
      }
      const keep = field.getByRole('button', { name: 'Valider cet ordre' });
      if (await keep.isVisible()) await keep.click();
      return;
    }
    default:
      throw new Error(`no key and no click answers a ${interaction.kind} yet`);
  }
}

/** What the controls of the item on the screen say, in QTI's lexical form; unordered responses are sorted. */
export async function readItem(page: Page, item: DeliveryItem): Promise<Responses> {
  const seen = new Map<Interaction['kind'], number>();
  const read: Record<string, string | readonly string[]> = {};
  for (const interaction of interactionsOf(item.body)) {
    const place = seen.get(interaction.kind) ?? 0;
    seen.set(interaction.kind, place + 1);
    const members = await membersShown(page.locator('.answering-main'), interaction, place);
    const single = item.responses.find(({ id }) => id === interaction.responseId)?.cardinality === 'single';
    if (members.length > 0) read[interaction.responseId] = single ? members[0]! : members;
  }
  return read;
}

async function membersShown(
  screen: Locator,
  interaction: Interaction,
  place: number,
): Promise<readonly string[]> {
  const idOf = (list: ChoiceInteraction['choices'], name: string) =>
    list.find(({ content }) => plainText(content) === name.trim())?.id ?? `unknown: ${name}`;
  const typed = (text: string) => (text === '' ? [] : [text]);
  switch (interaction.kind) {
    case 'choice': {
      const checked = screen.locator('.choice-field').nth(place).locator('input:checked');
      return checked.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value).sort());
    }
    case 'inlineChoice':
      return typed(await screen.locator('select.inline-choice').nth(place).inputValue());
    case 'textEntry':
      return typed(await screen.locator('.text-entry-input').nth(place).inputValue());
    case 'extendedText':
      return typed(await screen.locator('textarea').nth(place).inputValue());
    case 'match': {
      const field = screen.locator('.match-field').nth(place);
      if (interaction.classes.includes('qti-match-tabular')) {
        const labels = await field
          .locator('input:checked')
          .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('aria-label') ?? ''));
        const pairs = interaction.sources.flatMap((source) =>
          interaction.targets
            .filter((target) =>
              labels.includes(`${plainText(source.content)} : ${plainText(target.content)}`),
            )
            .map((target) => `${source.id} ${target.id}`),
        );
        return pairs.sort();
      }
      const rows = await field.locator('.match-row').evaluateAll((all) =>
        all.map((row) => ({
          source: row.querySelector('.match-piece')?.textContent ?? '',
          targets: [...row.querySelectorAll('[data-joined="true"]')].map(
            (joined) => joined.textContent ?? '',
          ),
        })),
      );
      return rows
        .flatMap(({ source, targets }) =>
          targets.map(
            (target) => `${idOf(interaction.sources, source)} ${idOf(interaction.targets, target)}`,
          ),
        )
        .sort();
    }
    case 'order': {
      const field = screen.locator('.order-field').nth(place);
      if ((await field.getByText('Tu n’as pas encore répondu.').count()) > 0) return [];
      const names = await field.locator('.order-row .order-content').allTextContents();
      return names.map((name) => idOf(interaction.choices, name));
    }
    default:
      throw new Error(`no key and no click answers a ${interaction.kind} yet`);
  }
}

/** Responses whose order says nothing, in one order. */
export function inOneOrder(item: DeliveryItem, responses: Responses): Responses {
  return Object.fromEntries(
    Object.entries(responses).map(([id, value]) => {
      const unordered = item.responses.find((one) => one.id === id)?.cardinality === 'multiple';
      return [id, unordered && typeof value !== 'string' ? value.toSorted() : value];
    }),
  );
}
