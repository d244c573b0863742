/* SPDX-License-Identifier: Apache-2.0 */
/* office_facts.h: the properties of an office file (docProps/core.xml, meta.xml). */
#ifndef INTAKE_OFFICE_FACTS_H
#define INTAKE_OFFICE_FACTS_H

#include "base/arena.h"

/* Each NULL where it is not known; in the arena. */
struct office_facts {
    const char *title, *author, *created, *changed, *language;
};

/* What can be read of it; broken XML gives what came before the break. */
void office_facts_read(struct office_facts *facts, struct str xml, struct arena *memory);

#endif
