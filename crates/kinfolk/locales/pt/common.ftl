### Words that every page shares: navigation, dates, numbers, messages after an action.

## Layout

skip-link = Ir para o conteúdo
nav-label = Principal
nav-home = Início
nav-public = Público
nav-search = Pesquisar
nav-lists = Listas
nav-notifications = Notificações
nav-unread = { $count ->
    [one] { $count } não lida
   *[other] { $count } não lidas
}
nav-profile = Perfil
nav-about = Sobre
nav-sign-in = Entrar
nav-sign-up = Criar conta
nav-sign-out = Sair
nav-compose = Nova publicação
nav-account = Sua conta
nav-back = Voltar
aside-label = Sobre este servidor
aside-join-title = É a sua primeira vez aqui?
aside-join-text = Crie uma conta em { $site } para seguir pessoas, responder e publicar.
aside-member-text = Já tem uma conta?
foot-powered = Funciona com Kinfolk { $version }

## Lists

list-newer = Mais recentes
list-older = Anteriores
list-pages = Páginas

## Searching

search-label = Pesquisar pessoas
search-placeholder = Nome ou @usuário
search-button = Pesquisar

## Dates and numbers. Short distances stand alone beside a name: "5m" for five minutes.

ago-now = agora
ago-minutes = { $count } min
ago-hours = { $count } h
ago-days = { $count } d
date-short = { $day } de { $month }
date-short-year = { $day } de { $month } de { $year }
date-full = { $day } de { $month } de { $year } às { $time } UTC
date-month = { $month } de { $year }
month-1 = janeiro
month-2 = fevereiro
month-3 = março
month-4 = abril
month-5 = maio
month-6 = junho
month-7 = julho
month-8 = agosto
month-9 = setembro
month-10 = outubro
month-11 = novembro
month-12 = dezembro
month-short-1 = jan.
month-short-2 = fev.
month-short-3 = mar.
month-short-4 = abr.
month-short-5 = mai.
month-short-6 = jun.
month-short-7 = jul.
month-short-8 = ago.
month-short-9 = set.
month-short-10 = out.
month-short-11 = nov.
month-short-12 = dez.
group-separator = .
# From how many digits on a number is grouped.
group-from = 4
decimal-separator = ,
count-thousands = { $number } mil
count-millions = { $number } mi
count-billions = { $number } bi

## Messages after an action

flash-posted = A sua publicação está no ar.
flash-replied = A sua resposta está no ar.
flash-deleted = A publicação foi excluída.
flash-blocked = A partir de agora, nenhuma das duas contas vê a outra.
flash-unblocked = O bloqueio foi removido.
flash-muted = Conta silenciada: as publicações dela não aparecem nas suas linhas do tempo. Ela não recebe aviso.
flash-unmuted = A conta não está mais silenciada.
flash-saved = Salvo.
flash-list-deleted = A lista foi excluída. Você continua seguindo todas as pessoas que estavam nela.
flash-list-made = A lista foi criada. Agora adicione pessoas.
flash-list-added = Adicionada à lista.
flash-list-removed = Removida da lista.
flash-domain-blocked = Você não vai ver nada deste domínio.
flash-cleared = Todas as notificações foram apagadas.
flash-requested = O seu pedido foi enviado. A pessoa vai recebê-lo e pode aceitar.
flash-withdrawn = O seu pedido foi cancelado.
flash-followed = Agora você segue esta conta.
flash-unfollowed = Você não segue mais esta conta.
flash-befriended = Agora há amizade: vocês seguem um ao outro.
flash-unfriended = A amizade foi desfeita: vocês não se seguem mais.
flash-follower-removed = Esta conta não segue mais você. Ela não recebe aviso.
flash-let-in = Agora esta conta segue você.
flash-declined = O pedido foi recusado. A pessoa não recebe aviso.
flash-request-gone = Este pedido não existe mais: já foi respondido ou cancelado.
flash-welcome = Boas-vindas! A sua conta está pronta.
flash-signed-out = Você saiu da sua conta.
flash-password-changed = A sua senha foi alterada e as sessões nos outros navegadores foram encerradas.
flash-recovery-sent = Se houver uma conta com esse endereço, um e-mail com um link está a caminho. Veja também no spam.
flash-password-recovered = Sua senha foi alterada. Entre com ela.
flash-email-changed = O seu e-mail foi alterado.
flash-session-ended = A sessão nesse navegador foi encerrada.
flash-sessions-ended = As sessões em todos os outros navegadores foram encerradas.
flash-app-removed = O aplicativo não pode mais usar a sua conta.
flash-profile-saved = O seu perfil foi salvo.
flash-privacy-saved = As suas configurações de privacidade foram salvas.
flash-account-deleted = A sua conta foi excluída.
flash-try-again = Algo não funcionou. Tente de novo.

## What scripts say and offer

live-offline = Sem conexão. Tente de novo daqui a pouco.
keys-title = Atalhos de teclado
keys-close = Fechar
keys-next = Próxima publicação
keys-previous = Publicação anterior
keys-help = Esta ajuda
keys-on = Usar estes atalhos
