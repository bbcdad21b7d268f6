import { defineSearchAttributeKey } from '@temporalio/common';
import { SEARCH_ATTRIBUTES } from './names.js';

/** Typed key of `PrintessState`: the order's state. */
export const PRINTESS_STATE = defineSearchAttributeKey('PrintessState', SEARCH_ATTRIBUTES.PrintessState);
/** Typed key of `PrintessShop`. */
export const PRINTESS_SHOP = defineSearchAttributeKey('PrintessShop', SEARCH_ATTRIBUTES.PrintessShop);
/** Typed key of `PrintessAttention`: the distinct reasons now open. */
export const PRINTESS_ATTENTION = defineSearchAttributeKey('PrintessAttention', SEARCH_ATTRIBUTES.PrintessAttention);
