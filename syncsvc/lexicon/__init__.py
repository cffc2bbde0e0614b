"""Word tables: facts about language, names and forms, without behaviour worth speaking of."""
