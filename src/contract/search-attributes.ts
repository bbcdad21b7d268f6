import { SEARCH_ATTRIBUTES } from './names.js';

/** Typed key of `PrintessState`, the order's state, as Temporal's SDK takes it. */
export const PRINTESS_STATE = { name: 'PrintessState', type: SEARCH_ATTRIBUTES.PrintessState };
/** Typed key of `PrintessShop`. */
export const PRINTESS_SHOP = { name: 'PrintessShop', type: SEARCH_ATTRIBUTES.PrintessShop };
/** Typed key of `PrintessAttention`: the distinct reasons now open. */
export const PRINTESS_ATTENTION = { name: 'PrintessAttention', type: SEARCH_ATTRIBUTES.PrintessAttention };
