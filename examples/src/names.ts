/**
 * Names as they are in a French school: the most frequent first, with accents, hyphens, apostrophes, particles, names from
 * many countries, one letter alone and very long ones. They are put together at random: nobody is meant.
 */

export const girls: readonly string[] = (
  'Jade Louise Emma Alice Ambre Rose Lina Anna Chloé Léna Inès Mila Léa Julia Romy Zoé Manon Camille Sarah Juliette Nina ' +
  'Agathe Jeanne Éva Lola Adèle Nour Aya Yasmine Lou Margaux Clémence Apolline Anaïs Noémie Maëlys Héloïse Célestine ' +
  'Lyna Assia Fatoumata Aminata Mariam Safiya Khadija Salomé Esther Rivka Éléonore Gabrielle Élise Capucine Thaïs ' +
  'Maïwenn Gwenaëlle Nolwenn Elif Zeynep Mei Linh Thi-Anh Ioana Oksana Svetlana Zofia Małgorzata Joana Conceição Nalini ' +
  'Vaïana Hinatea Anne-Lise Marie-Ange Lily-Rose Emma-Louise Marie-Jeanne Ève Ô'
).split(' ');

export const boys: readonly string[] = (
  'Gabriel Léo Raphaël Louis Jules Adam Maël Noah Arthur Lucas Hugo Isaac Liam Sacha Gabin Nathan Paul Mohamed Eden ' +
  'Aaron Naël Tom Théo Ethan Victor Martin Rayan Malo Ayden Marius Noé Ibrahim Samuel Côme Timéo Augustin Basile Éliott ' +
  'Robin Antoine Valentin Maxence Loïc Anaël Yanis Amine Mamadou Ousmane Ismaël Bilal Youssef Moïse Élie Ezra Gaspard ' +
  'Aurélien Benoît Cédric Joël Zacharie Ewen Titouan Yannick Emre Can Wei Minh Andrei Dmytro Stanisław João Tiago Arjun ' +
  'Teiki Tamatoa Jean-Baptiste Pierre-Louis Mohamed-Amine Léo-Paul Marc-Antoine Max Al U'
).split(' ');

export const surnames: readonly string[] = [
  ...[
    'Martin',
    'Bernard',
    'Thomas',
    'Petit',
    'Robert',
    'Richard',
    'Durand',
    'Dubois',
    'Moreau',
    'Laurent',
    'Simon',
    'Michel',
  ],
  ...[
    'Lefèvre',
    'Leroy',
    'Roux',
    'David',
    'Bertrand',
    'Morel',
    'Fournier',
    'Girard',
    'Bonnet',
    'Dupont',
    'Lambert',
    'Fontaine',
  ],
  ...[
    'Rousseau',
    'Vincent',
    'Müller',
    'Mercier',
    'Blanc',
    'Guérin',
    'Boyer',
    'Garnier',
    'Chevalier',
    'François',
    'Legrand',
  ],
  ...[
    'Gauthier',
    'García',
    'Perrin',
    'Clément',
    'Nguyễn',
    'Benali',
    'Diallo',
    'Traoré',
    'El Amrani',
    'Ben Saïd',
    'Haddad',
  ],
  ...[
    'Da Silva',
    'Ferreira',
    'Dos Santos',
    'Rodrigues',
    'Gonçalves',
    'Yılmaz',
    'Şahin',
    'Kowalczyk',
    'Nowak',
    'Popescu',
  ],
  ...[
    'Le Goff',
    'Le Gall',
    'Kerbrat',
    'Quéméneur',
    'Etchegaray',
    'Muñoz',
    'Ibarrondo',
    'Schmitt',
    'Weiß',
    'Klein',
    'Zimmermann',
  ],
  ...[
    'N’Diaye',
    'M’Barki',
    'O’Connor',
    'D’Angelo',
    'L’Hostis',
    'Coulibaly',
    'Sissoko',
    'Kouyaté',
    'Touré',
    'Bâ',
    'Mbaye',
  ],
  ...[
    'Trần',
    'Phạm',
    'Lê',
    'Chen',
    'Wang',
    'Li',
    'Ly',
    'Xiong',
    'Singh',
    'Patel',
    'Sivasubramaniam',
    'Rajaonarimanana',
  ],
  ...[
    'Hoarau',
    'Payet',
    'Grondin',
    'Ramassamy',
    'Attoumani',
    'Saïd Ali',
    'Combo',
    'Tehei',
    'Teriitahi',
    'Wamytan',
    'Jean-Louis',
  ],
  ...[
    'Petrović',
    'Đorđević',
    'Hasani',
    'Shevchenko',
    'Ivanova',
    'Papadopoulos',
    'Sargsyan',
    'Cohen',
    'Lévy',
    'Azoulay',
  ],
  ...[
    'de La Rochette',
    'd’Aubigny',
    'du Plessis-Kergaran',
    'de Saint-Aubert de Vaubrun',
    'van den Broeck',
    'von Arnsdorf',
  ],
  ...[
    'Œuvrard',
    'Ça',
    'Aïn',
    'Élégoët',
    'Crèvecœur',
    'Bœuf',
    'Pé',
    'Y',
    'O',
    'Ng',
    'Sauvageot-Lemaître de Montferrand',
  ],
  ...['Rakotomanantsoa-Andrianampoinimerina'],
];
