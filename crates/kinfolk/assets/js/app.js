// Where the scripts of the pages begin. Every page works without them; each module adds one thing.

import * as check from "./check.js";
import * as composer from "./composer.js";
import * as feed from "./feed.js";
import * as forms from "./forms.js";
import * as keys from "./keys.js";
import { always } from "./page.js";
import * as people from "./people.js";
import * as times from "./times.js";

for (const part of [check, composer, feed, forms, keys, people, times]) part.start();
for (const part of [composer, times]) always(part.refresh);
