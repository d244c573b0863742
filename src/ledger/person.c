/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/person.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/log.h"

bool person_open(struct person *person, struct ledger *ledger, const char *kind)
{
    const char *path = person->key != NULL ? person->key : getenv("DIXIT_KEY");
    buf_init(&person->statement, 0);
    buf_init(&person->signature, 0);
    if (path != NULL && *path != '\0') {
        if (!note_key_load(&person->own, path, ledger_error(ledger)))
            return false;
        person->signs = &person->own;
    } else {
        person->signs = ledger_log_key(ledger);
        if (person->signs == NULL)
            return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no key to sign with: name one with --key.");
    }
    json_init(&person->json, &person->statement);
    json_open_object(&person->json);
    person_say(person, "kind", (struct str){kind, strlen(kind)});
    person_say(person, "person", person_name(person));
    return true;
}

struct str person_name(const struct person *person)
{
    const char *name = person->by != NULL ? person->by : person->signs->name;
    return (struct str){name, strlen(name)};
}

void person_say(struct person *person, const char *key, struct str value)
{
    json_key(&person->json, key);
    if (value.at == NULL)
        json_none(&person->json);
    else
        json_text(&person->json, value.at, value.length);
}

bool person_sign(struct person *person, struct ledger *ledger)
{
    json_close_object(&person->json);
    if (person->statement.failed)
        return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for a signature.");
    return ledger_sign(person->signs, (struct str){person->statement.at, person->statement.length}, &person->signature, ledger_error(ledger));
}

void person_close(struct person *person)
{
    note_key_forget(&person->own);
    buf_release(&person->statement);
    buf_release(&person->signature);
}
