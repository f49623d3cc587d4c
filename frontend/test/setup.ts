/** What browsers have, or Home Assistant gives to those that have not, and Node has not. */

import "@formatjs/intl-durationformat/polyfill.js";
