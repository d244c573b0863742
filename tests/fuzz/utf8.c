/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes: cleaned, cut into words and pieces, their quotation marks paired. The first byte says where the body starts. */
#include "../property/text_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char lines[] = "[UNK]\na\n##b\n##a\nthe\n\"\n'\nsaid\n";
    struct arena tables;
    struct vocabulary vocabulary;
    struct dixit_error error = {0};
    arena_init(&tables, 0);
    CHECK(text_vocabulary_init(&vocabulary, lines, sizeof lines - 1, &tables, &error));
    if (size > 0)
        check_text((const char *)data + 1, size - 1, data[0], &vocabulary);
    arena_release(&tables);
    return 0;
}
