/** What the defaults were chosen among: each changes one thing. */
export const VARIANTS = [{ name: 'ours as it is' }];
