/** Gives the wanted responses to the item on the screen, by its controls, as a pupil with a mouse and a keyboard does. */
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
      const keep = field.getByRole('button', { name: 'Garder cet ordre' });
      if (await keep.isVisible()) await keep.click();
      return;
    }
    default:
      interaction satisfies never;
  }
}
