/* SPDX-License-Identifier: Apache-2.0 */
/* make_ledger PATH DOCUMENTS PASSAGES BATCH: a made ledger, for tests of the program and for measurements. BATCH entries share a transaction. */
#include <stdio.h>
#include <stdlib.h>

#include "made_ledger.h"

int main(int argc, char **argv)
{
    struct dixit_error error = {0};
    if (argc != 5) {
        fprintf(stderr, "make_ledger PATH DOCUMENTS PASSAGES BATCH\n");
        return 2;
    }
    if (!made_ledger(argv[1], (uint32_t)strtoul(argv[2], NULL, 10), (uint32_t)strtoul(argv[3], NULL, 10), (uint32_t)strtoul(argv[4], NULL, 10), true, &error)) {
        fprintf(stderr, "make_ledger: %s\n", error.text);
        return 1;
    }
    return 0;
}
